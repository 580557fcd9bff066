import { isKhqrError } from '../errors/is-khqr-error.js';
import { VERSION } from '../version.js';
import type { CliOutput, Command } from './command.js';
import { usageError } from './command.js';
import { decodeCommand } from './decode.command.js';
import { migrateCommand } from './migrate.command.js';
import { sandboxCommand } from './sandbox.command.js';

const COMMANDS: readonly Command[] = [sandboxCommand, decodeCommand, migrateCommand];
const HELP = ['help', '--help', '-h'];

/** The program without its process: `args` are what follows its name. Answers the exit code, 1 for what the user can correct. */
export async function runCli(args: readonly string[], output: CliOutput): Promise<number> {
  try {
    return await dispatch(args, output);
  } catch (error) {
    if (!isKhqrError(error)) throw error;
    output.err(`${error.message}\nnpx nestjs-khqr help lists the commands.\n`);
    return 1;
  }
}

async function dispatch(args: readonly string[], output: CliOutput): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined) {
    output.err(commandList());
    return 1;
  }
  if (name === '--version') {
    output.out(`${VERSION}\n`);
    return 0;
  }
  if (HELP.includes(name)) {
    output.out(rest[0] === undefined ? commandList() : commandHelp(find(rest[0])));
    return 0;
  }
  const command = find(name);
  if (rest.some((argument) => argument === '--help' || argument === '-h')) {
    output.out(commandHelp(command));
    return 0;
  }
  return command.run(rest, output);
}

function find(name: string): Command {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command) return command;
  throw usageError(`There is no command ${JSON.stringify(name)}`);
}

function commandList(): string {
  const lines = COMMANDS.map(({ usage, summary }) => `  ${usage}\n      ${summary}`);
  return ['Usage: npx nestjs-khqr <command>', '', ...lines, ''].join('\n');
}

function commandHelp({ usage, summary, details }: Command): string {
  return [`Usage: npx nestjs-khqr ${usage}`, '', summary, ...details, ''].join('\n');
}
