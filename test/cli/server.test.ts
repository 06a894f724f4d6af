/** `serve`, `watch` and a served `replay` as a user runs them: start, use, signals, refusals. */
import { writeFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder, runCommand, startCommand, type RunningCommand } from './command.js';

const folder = makeFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const LISTENING = /"url":"http:\/\/127\.0\.0\.1:(\d+)"/;

async function serve(...args: string[]): Promise<{ command: RunningCommand; port: number }> {
  const command = startCommand(['serve', '--port', '0', '--symbols', '5', ...args]);
  const [, port] = await command.stderrMatch(LISTENING);
  return { command, port: Number(port) };
}

async function stop(command: RunningCommand, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  command.process.kill(signal);
  const { code, stderr } = await command.ended;
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('"msg":"stopped"');
}

describe('bookcast serve', () => {
  it('answers health, readiness, instruments and metrics, and ends with 0 on SIGTERM', async () => {
    const { command, port } = await serve();
    const get = async (path: string): Promise<{ status: number; text: string }> => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`);
      return { status: answer.status, text: await answer.text() };
    };
    expect((await get('/healthz')).status).toBe(200);
    let readiness = await get('/readyz');
    while (readiness.status === 503) readiness = await get('/readyz');
    expect(JSON.parse(readiness.text)).toEqual({ ready: true, reasons: [] });
    const { instruments } = JSON.parse((await get('/instruments')).text) as { instruments: [] };
    expect(instruments.length).toBeGreaterThan(0);
    const { text } = await get('/metrics');
    expect(text).toContain(
      'bookcast_stage_seconds_bucket{stage="received_to_committed",le="0.001"}',
    );
    expect(text).toMatch(/bookcast_lane_up\{lane="0"\} 1/);
    await stop(command);
  });

  it('ends with 0 on SIGINT while a client reads, and tells the client', async () => {
    const { command, port } = await serve();
    const watcher = startCommand(['watch', '--url', `ws://127.0.0.1:${port}`, '--json']);
    const line = await watcher.stdoutMatch(/\{"venue":"sim".*\}\n/);
    expect(JSON.parse(line[0])).toMatchObject({ state: 'LIVE' });
    await stop(command, 'SIGINT');
    watcher.process.kill('SIGTERM');
    expect((await watcher.ended).code).toBe(0);
  });

  it('ends with 0 at once on a signal that comes while it is still being loaded', async () => {
    // Whatever handler is first to be installed meets a signal right then.
    const preload = `import { isMainThread } from 'node:worker_threads';
      let isSent = false;
      process.on('newListener', (name) => {
        if (!isMainThread || isSent || name !== 'SIGINT') return;
        isSent = true;
        setImmediate(() => process.kill(process.pid, 'SIGTERM'));
      });`;
    const running = startCommand(['serve', '--port', '0'], {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}`,
    });
    const { code, signal, stderr } = await running.ended;
    expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
  });

  it('is seen to be gone by a watcher, which no longer says LIVE', async () => {
    const { command, port } = await serve();
    const watcher = startCommand(['watch', '--url', `ws://127.0.0.1:${port}`]);
    await watcher.stdoutMatch(/ LIVE seq /);
    await stop(command);
    // Not every book is LIVE at every moment: one may rest locked, or wait for a starved lane.
    await watcher.stdoutMatch(/ DISCONNECTED \(was [A-Z]+\) seq \d+ .*\n$/);
    watcher.process.kill('SIGTERM');
    expect((await watcher.ended).code).toBe(0);
  });

  it('says which port is in use, and exits 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    for (const gateways of ['1', '2']) {
      const { code, stderr } = await runCommand([
        'serve',
        '--port',
        String(port),
        '--gateways',
        gateways,
        '--log-level',
        'silent',
      ]);
      expect(code).toBe(1);
      expect(stderr).toContain(String(port));
      expect(stderr).toContain('in use');
    }
    other.close();
  });

  it('takes several gateways and lanes', async () => {
    const { command, port } = await serve('--gateways', '2', '--lanes', '2');
    const { code, stdout } = await runCommand([
      'watch',
      '--url',
      `ws://127.0.0.1:${port}`,
      '--once',
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^sim:\w+ {2}LIVE/);
    await stop(command);
  });
});

describe('bookcast replay', () => {
  it('serves a file, keeps its last books on offer after its end, and prints the figures at the end', async () => {
    const file = join(folder, 'day.itch50');
    await runCommand(['sim', 'itch', '--messages', '5000', '--symbols', '3', '--out', file]);
    const [, digest] = /"digest":"(\w+)"/.exec(
      (await runCommand(['replay', file, '--no-serve', '--digest', '--json'])).stdout,
    )!;
    for (const speed of ['max', '1000x']) {
      const command = startCommand([
        'replay',
        file,
        '--port',
        '0',
        '--speed',
        speed,
        '--digest',
        '--json',
      ]);
      const [, port] = await command.stderrMatch(LISTENING);
      await command.stderrMatch(/the source has ended/);
      const books = await runCommand(['books', file, '--json', '--depth', '50']);
      const watched = await runCommand([
        'watch',
        '--url',
        `ws://127.0.0.1:${port}`,
        '--once',
        '--json',
        '--depth',
        '50',
      ]);
      expect(books.stdout.split('\n')).toContain(watched.stdout.trim());
      command.process.kill('SIGTERM');
      const { code, stdout } = await command.ended;
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ messages: 5000, digest });
    }
  });

  it('of a file that is not there exits 1 before it serves', async () => {
    const { code, stderr } = await runCommand([
      'replay',
      join(folder, 'none'),
      '--port',
      '0',
      '--log-level',
      'silent',
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('none');
  });
});

describe('bookcast watch', () => {
  it('says so when there is no server or no such instrument, and exits 1', async () => {
    const nobody = await runCommand(['watch', 'sim:A', '--url', 'ws://127.0.0.1:1', '--once']);
    expect(nobody).toMatchObject({ code: 1, stdout: '' });
    expect(nobody.stderr).toContain('is the server running?');
    const { command, port } = await serve();
    const unknown = await runCommand([
      'watch',
      'sim:NOSUCH',
      '--url',
      `ws://127.0.0.1:${port}`,
      '--once',
    ]);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('sim:NOSUCH');
    await stop(command);
  });

  it('shows one ladder: a pattern is refused but for --latency', async () => {
    const many = await runCommand(['watch', 'sim:*', '--url', 'ws://127.0.0.1:1', '--once']);
    expect(many).toMatchObject({ code: 2, stdout: '' });
    expect(many.stderr).toMatch(/sim:\*: a ladder shows one instrument/);
  });

  it('prints reports of the latency channel, with and without JSON', async () => {
    const { command, port } = await serve();
    const args = ['watch', '*', '--latency', '--once', '--url', `ws://127.0.0.1:${port}`];
    const [json, text] = await Promise.all([runCommand([...args, '--json']), runCommand(args)]);
    expect([json.code, text.code]).toEqual([0, 0]);
    const { ledger } = JSON.parse(json.stdout) as { ledger: Record<string, number> };
    expect(ledger['generated']).toBe(
      ledger['sent']! + ledger['droppedSlow']! + ledger['droppedWaiting']!,
    );
    expect(text.stdout).toMatch(/^received → sent +\d/m);
    expect(text.stdout).toMatch(/^ {2}sent [\d,]+ of [\d,]+ deltas/m);
    const watcher = startCommand(args.filter((each) => each !== '--once'));
    await watcher.stdoutMatch(/received → sent p50 .*; backlog .*\n.*received → sent p50 /);
    watcher.process.kill('SIGTERM');
    expect((await watcher.ended).code).toBe(0);
    await stop(command);
  });
});

describe('a command that is refused', () => {
  it.each([
    [['serve', '--lanes', '0'], 2, 'must be a whole number of lanes, 1 to 64'],
    [['serve', '--port', '99999'], 2, '(--port): must be a whole number, 0 to 65535'],
    [['serve', '--gateway-port', '99999'], 2, '(--gateway-port): must be a whole number, 0 to'],
    [['sim', 'itch', '--messages', '9999', '--out', '/dev/full'], 1, '/dev/full: ENOSPC'],
    [['serve', '--prot', '1'], 2, 'Did you mean --port?'],
    [['server'], 2, 'unknown command'],
    [['books'], 2, "missing required argument 'file'"],
    [['books', 'x', '--format', 'pcap'], 2, 'itch50'],
    [['books', 'x', '--depth', '0'], 2, '--depth 0'],
    [['replay', 'x', '--speed', 'fast'], 2, '--speed fast'],
    [['replay', 'x', '--date', '2024-13-01'], 2, '--date 2024-13-01'],
  ])('as %j exits %i and says what is allowed', async (args, exitCode, message) => {
    const { code, stdout, stderr } = await runCommand(args);
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('could have been right by its help: a setting of few values names them', async () => {
    const { stdout } = await runCommand(['serve', '--help']);
    const text = stdout.replaceAll(/\s+/g, ' ');
    expect(text).toContain('one of trace, debug, info, warn, error, fatal, silent; default: info');
    expect(text).toContain('one of batch, message; default: batch');
  });

  it('by its variables or file exits 78', async () => {
    const file = join(folder, 'bad.yaml');
    writeFileSync(file, 'lanes: 2\ngateway:\n  prot: 1\n');
    const byFile = await runCommand(['serve', '--config', file]);
    expect(byFile.code).toBe(78);
    expect(byFile.stderr).toContain(`${file}:3): unknown key; did you mean gateway.port?`);
    const byVariable = await runCommand(['config', 'check'], { BOOKCAST_LANES: 'x' });
    expect(byVariable.code).toBe(78);
    expect(byVariable.stderr).toContain('BOOKCAST_LANES');
  });
});

describe('bookcast config', () => {
  it('prints every setting and where it came from', async () => {
    const { code, stdout } = await runCommand(['config', 'print', '--port', '9'], {
      BOOKCAST_LANES: '3',
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^lanes +3 +BOOKCAST_LANES$/m);
    expect(stdout).toMatch(/^gateway\.port +9 +--port$/m);
    expect(stdout).toMatch(/^gateways +1 +default$/m);
    const json = await runCommand(['config', 'print', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      lanes: { value: 1, from: 'default', env: 'BOOKCAST_LANES' },
    });
  });
});
