#!/usr/bin/env node
import { runTokens } from './program.ts';
import { processTerminal } from './terminal/terminal.ts';

process.exitCode = await runTokens(process.argv.slice(2), processTerminal());
