import { execFile, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const root = process.cwd();
const tsc = createRequire(path.join(root, 'package.json')).resolve('typescript/bin/tsc');

/** Runs a program; where it fails, its output is the error's message. */
async function run(
  program: string,
  parameters: string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv; timeout?: number },
): Promise<string> {
  try {
    return (await execute(program, parameters, options)).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error([program, ...parameters, stdout, stderr].join('\n'), { cause: error });
  }
}

export type NestMajor = 11 | 12;
export type ModuleKind = 'module' | 'commonjs';

export interface RunningProgram {
  readonly printed: string;
  /** Ctrl-C. */
  interrupt(): Promise<{ readonly code: number | null; readonly printed: string }>;
}

const PACKAGES = ['common', 'core', 'event-emitter', 'schedule'].map((name) => `@nestjs/${name}`);
const PROGRAM = 'node_modules/.bin/nestjs-khqr';
const OTHERS = ['reflect-metadata', 'rxjs', '@types/node'];

/** The versions that this repository itself is developed and checked with. */
function versionsOf(nest: NestMajor): Record<string, string> {
  const read = (file: string) =>
    JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Record<
      string,
      Record<string, string>
    >;
  const own = read('package.json')['devDependencies'];
  const nested = nest === 11 ? read('test/compat/nest11/package.json')['dependencies'] : own;
  const pick = (names: string[], from: Record<string, string> | undefined) =>
    names.map((name) => {
      const version = from?.[name];
      if (version === undefined) throw new Error(`no version of ${name} for Nest ${nest}`);
      return [name, version] as const;
    });
  return Object.fromEntries([...pick(PACKAGES, nested), ...pick(OTHERS, own)]);
}

/** A temporary folder that holds the packed package and, below it, apps that have installed it. */
export class PackedPackage {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'nestjs-khqr-packed-'));

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async pack(): Promise<void> {
    await run('npm', ['pack', '--pack-destination', this.folder], { cwd: root });
  }

  /** Installs the package beside one version of Nest, for the apps of `compile`. */
  async install(nest: NestMajor): Promise<void> {
    const home = this.home(nest);
    const tarball = readdirSync(this.folder).find((name) => name.endsWith('.tgz'));
    if (tarball === undefined) throw new Error('npm pack wrote nothing');
    mkdirSync(home);
    const dependencies = { 'nestjs-khqr': `file:../${tarball}`, ...versionsOf(nest) };
    writeFileSync(path.join(home, 'package.json'), JSON.stringify({ private: true, dependencies }));
    await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: home });
  }

  /** Compiles test/packaging/app as ES modules or as CommonJS, as its package.json says. */
  async compile(nest: NestMajor, type: ModuleKind): Promise<void> {
    const app = this.app(nest, type);
    cpSync(path.join(root, 'test/packaging/app'), app, { recursive: true });
    writeFileSync(path.join(app, 'package.json'), JSON.stringify({ private: true, type }));
    const compilerOptions = {
      target: 'ES2022',
      module: 'NodeNext',
      types: ['node'],
      strict: true,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      skipLibCheck: true,
      rootDir: '.',
      outDir: 'dist',
    };
    writeFileSync(path.join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    await run(process.execPath, [tsc, '-p', '.'], { cwd: app });
  }

  /** Runs the compiled app; resolves with the last line that it printed. */
  async start(
    nest: NestMajor,
    type: ModuleKind,
    env: Record<string, string>,
    nodeOptions: string[] = [],
  ): Promise<unknown> {
    const output = await run(process.execPath, [...nodeOptions, 'dist/main.js'], {
      cwd: this.app(nest, type),
      env: { PATH: process.env.PATH, ...env },
      timeout: 60_000,
    });
    return JSON.parse(output.trim().split('\n').at(-1) ?? '');
  }

  /** Runs the package's program as people do; resolves with what it printed. */
  npx(nest: NestMajor, args: string[]): Promise<string> {
    return run('npx', ['--no-install', 'nestjs-khqr', ...args], { cwd: this.home(nest) });
  }

  /** The same without npx, which takes its time. */
  program(nest: NestMajor, args: string[]): Promise<string> {
    return run(PROGRAM, args, { cwd: this.home(nest) });
  }

  /** Starts what npx runs, which itself dies of Ctrl-C before it learns of an exit code; resolves with the first output. */
  async startProgram(nest: NestMajor, args: string[]): Promise<RunningProgram> {
    const child = spawn(PROGRAM, args, {
      cwd: this.home(nest),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    const ended = new Promise<{ code: number | null; printed: string }>((resolve) => {
      child.once('close', (code) => {
        resolve({ code, printed });
      });
    });
    child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
        resolve();
      });
      void ended.then(({ code }) => {
        reject(new Error(`It ended with ${String(code)}: ${printed}`));
      });
    });
    const interrupt = (): typeof ended => {
      child.kill('SIGINT');
      return ended;
    };
    return { printed, interrupt };
  }

  has(nest: NestMajor, dependency: string): boolean {
    return existsSync(path.join(this.home(nest), 'node_modules', dependency));
  }

  private home(nest: NestMajor): string {
    return path.join(this.folder, `nest${nest}`);
  }

  private app(nest: NestMajor, type: ModuleKind): string {
    return path.join(this.home(nest), type);
  }
}
