import * as v from 'valibot';
import { flag, integer, text } from '../../aws/request-shape.ts';
import type { RandomSource } from '../random-source.ts';
import { invalidParameter } from '../refusals.ts';
import { operation } from './operation.ts';

const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz';
const UPPERCASE = LOWERCASE.toUpperCase();
const NUMBERS = '0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

const request = v.object({
  PasswordLength: v.optional(integer(1, 4096), 32),
  ExcludeCharacters: v.optional(text(0, 4096), ''),
  ExcludeNumbers: flag,
  ExcludePunctuation: flag,
  ExcludeUppercase: flag,
  ExcludeLowercase: flag,
  IncludeSpace: flag,
  RequireEachIncludedType: v.optional(v.boolean(), true),
});

export const getRandomPassword = operation(request, (input, _caller, { random }) => {
  const { PasswordLength: length } = input;
  const types = [
    input.ExcludeLowercase ? '' : LOWERCASE,
    input.ExcludeUppercase ? '' : UPPERCASE,
    input.ExcludeNumbers ? '' : NUMBERS,
    input.ExcludePunctuation ? '' : PUNCTUATION,
  ].map((type) => type.split('').filter((character) => !input.ExcludeCharacters.includes(character)));
  const required = input.RequireEachIncludedType ? types.filter((type) => type.length > 0) : [];
  const allowed = [...types.flat(), ...(input.IncludeSpace && !input.ExcludeCharacters.includes(' ') ? [' '] : [])];
  if (allowed.length === 0) throw invalidParameter('No characters are left to make a password of.');
  if (length < required.length) throw invalidParameter('Password length is too short based on the required types.');

  const characters = required.map((type) => oneOf(type, random));
  while (characters.length < length) characters.push(oneOf(allowed, random));
  return { RandomPassword: shuffled(characters, random).join('') };
});

function oneOf(characters: readonly string[], random: RandomSource): string {
  return characters[random.integer(characters.length)] ?? '';
}

function shuffled(characters: readonly string[], random: RandomSource): string[] {
  const order: string[] = [];
  for (const character of characters) order.splice(random.integer(order.length + 1), 0, character);
  return order;
}
