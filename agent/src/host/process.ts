/** One child process with a time limit, a bounded output and no shell. */
import { spawn } from 'node:child_process';
import { type Command, FILE_BYTES_MAX, type Read } from '@muster/hosts/host/host';
import { refusalOf } from './refusal.ts';

const STOPPED = { kind: 'failed', reason: 'stopped' } as const;

/** Runs without a shell, in a group of its own, so that its children die with it. */
export function runProcess(command: Command, signal?: AbortSignal): Promise<Read<string>> {
  if (signal?.aborted === true) return Promise.resolve(STOPPED);
  return new Promise((resolve) => {
    const child = spawn(command.file, [...command.args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      detached: process.platform !== 'win32',
    });
    const chunks: Buffer[] = [];
    let length = 0;
    let complaint = '';
    let ended = false;
    const end = (result: Read<string>) => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      resolve(result);
    };
    const kill = () => {
      if (child.pid === undefined) return;
      try {
        if (process.platform === 'win32') child.kill('SIGKILL');
        else process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended by itself meanwhile.
      }
    };
    const abort = () => {
      kill();
      end(STOPPED);
    };
    const timer = setTimeout(() => {
      kill();
      end({ kind: 'timeout', reason: `${command.name} took over ${command.timeoutMs} ms` });
    }, command.timeoutMs);
    signal?.addEventListener('abort', abort, { once: true });
    child.on('error', (error) => end(refusalOf(error)));
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= FILE_BYTES_MAX) chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (complaint.length < 1024) complaint += chunk.toString('utf8');
    });
    child.stdin.on('error', () => {
      // It ended without reading its input: its exit code says what there is to say.
    });
    child.stdin.end(command.input ?? '');
    child.on('close', (code) => {
      if (code !== 0)
        return end({ kind: 'failed', reason: `exit ${code}: ${complaint.trim().slice(0, 256)}` });
      const value = Buffer.concat(chunks).toString('utf8');
      return end({ kind: 'read', value, truncated: length > FILE_BYTES_MAX });
    });
  });
}
