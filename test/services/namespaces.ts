/** A segment of its own: two network namespaces joined by a cable, made and removed by who asks. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { userInfo } from 'node:os';

/** Only root may make namespaces; elsewhere this is told as skipped. */
export const isRoot: boolean = userInfo().uid === 0;

export interface Segment {
  /** Names of the namespaces, and of the one interface in each: name and "0". */
  readonly listening: string;
  readonly speaking: string;
  /** A program in a namespace; ended by `remove`. */
  start(namespace: string, program: string, args: readonly string[]): ChildProcess;
  /** `ip` in a namespace. */
  ip(namespace: string, ...args: readonly string[]): void;
  remove(): Promise<void>;
}

let made = 0;

export function makeSegment(): Segment {
  made += 1;
  const id = `${process.pid.toString(36)}${made}`;
  const [listening, speaking] = [`ml${id}`, `ms${id}`];
  const run = (...args: readonly string[]) => execFileSync('ip', args, { stdio: 'pipe' });
  for (const namespace of [listening, speaking]) run('netns', 'add', namespace);
  run('link', 'add', `${listening}0`, 'type', 'veth', 'peer', 'name', `${speaking}0`);
  for (const [namespace, address] of [
    [listening, '192.0.2.1/24'],
    [speaking, '192.0.2.2/24'],
  ] as const) {
    run('link', 'set', `${namespace}0`, 'netns', namespace);
    run('-n', namespace, 'addr', 'add', address, 'dev', `${namespace}0`);
    run('-n', namespace, 'link', 'set', `${namespace}0`, 'up');
    run('-n', namespace, 'link', 'set', 'lo', 'up');
  }
  const children: ChildProcess[] = [];
  return {
    listening,
    speaking,
    start(namespace, program, args) {
      const child = spawn('ip', ['netns', 'exec', namespace, program, ...args], {
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      children.push(child);
      return child;
    },
    ip: (namespace, ...args) => run('-n', namespace, ...args),
    async remove() {
      for (const child of children.reverse()) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        const exited = once(child, 'exit');
        child.kill('SIGTERM');
        await exited;
      }
      for (const namespace of [listening, speaking]) run('netns', 'del', namespace);
    },
  };
}
