/**
 * Measures candidates in turn, round after round, each round in another order, so that whatever else the machine does
 * hits all of them alike.
 * @returns for each candidate the values of all rounds
 */
export async function interleaved<Name extends string, Candidate, Value>(
  candidates: Readonly<Record<Name, Candidate>>,
  rounds: number,
  measure: (candidate: Candidate) => Promise<Value> | Value,
): Promise<Record<Name, Value[]>> {
  const names = Object.keys(candidates) as Name[];
  const values = Object.fromEntries(names.map((name) => [name, [] as Value[]])) as Record<Name, Value[]>;
  for (let round = 0; round < rounds; round += 1) {
    const shift = round % names.length;
    for (const name of [...names.slice(shift), ...names.slice(0, shift)]) {
      values[name].push(await measure(candidates[name]));
    }
  }
  return values;
}
