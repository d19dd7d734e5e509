// The simulated Azure as a program: `npm run simulator -- --help` names the options.
import { readCommandLine, usage, UsageError } from './commandLine';
import { startProgram } from './program';

async function main(): Promise<void> {
  const options = readCommandLine(process.argv.slice(2));
  if (options.isHelpWanted) {
    console.log(usage);
    return;
  }
  const program = await startProgram(options);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void program[Symbol.asyncDispose]();
    });
  }
  console.log(JSON.stringify(program.ready));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
