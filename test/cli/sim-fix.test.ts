/** `bookcast sim fix` as a user runs it: what it prints is enough to be served. */
import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../fix/store/scratch.js';
import { runCommand, startCommand } from './command.js';

describe('bookcast sim fix', () => {
  it('prints the source that reads it, and where its faults and books are', async () => {
    const command = startCommand(['sim', 'fix', '--keying', 'level', '--depth', '5']);
    const { input: printed } = await command.stdoutMatch(/_books\?depth=5'.*\n/);
    expect(printed).toMatch(/^SIM \(FIX\.4\.4\) listens on 127\.0\.0\.1:\d+/);
    const [, source] = /serve --source '([^']+)'/.exec(printed)!;
    expect(source).toMatch(/^fix:BTC\/USD,ETH\/USD,SOL\/USD@5\?host=127\.0\.0\.1:\d+&/);
    const [, door] = /curl '(http:[^']+)\/_fault/.exec(printed)!;
    const books = (await (await fetch(`${door}/_books?depth=1`)).json()) as object;
    expect(Object.keys(books)).toEqual(['BTC/USD', 'ETH/USD', 'SOL/USD']);
    const server = startCommand(['serve', '--source', source!, '--port', '0'], {
      BOOKCAST_FIX_STORE_PATH: '',
    });
    await server.stderrMatch(/listening/);
    server.process.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
    command.process.kill('SIGINT');
    expect((await command.ended).code).toBe(0);
  });

  it('prints a source that holds for the next simulator too, whose numbers begin anew', async () => {
    const store = scratchFolder();
    let port = '0';
    for (const turn of [1, 2]) {
      const command = startCommand(['sim', 'fix', '--port', port]);
      const { input } = await command.stdoutMatch(/_books\?depth=5'.*\n/);
      const [, source] = /serve --source '([^']+)'/.exec(input)!;
      port = /host=127\.0\.0\.1:(\d+)&/.exec(source!)![1]!;
      const server = startCommand(['serve', '--source', source!, '--port', '0'], {
        BOOKCAST_FIX_STORE_PATH: store,
      });
      const { input: told } = await server.stderrMatch(/logged on|next attempt/);
      expect([turn, told]).toEqual([turn, expect.stringContaining('fix SIM: logged on')]);
      server.process.kill('SIGKILL');
      command.process.kill('SIGKILL');
      await Promise.all([server.ended, command.ended]);
    }
  });

  it.each([
    [['--keying', 'name'], /Allowed choices are id, price, level/],
    [['--fix-version', 'FIX.4.3'], /Allowed choices are FIX.4.2, FIX.4.4, FIX.5.0SP2/],
    [['--connect', 'somewhere'], /--connect somewhere: expected HOST:PORT/],
    [['--sender', 'a b'], /--sender a b: expected 1 to 64 characters/],
    [['--tls-key', '/nowhere.pem'], /\/nowhere.pem is given without its certificate/],
    [['--depth', '-1'], /--depth -1: expected a whole number/],
  ])('refuses %j with the way out', async (args, pattern) => {
    const { code, stderr } = await runCommand(['sim', 'fix', ...args]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(pattern)]);
  });
});
