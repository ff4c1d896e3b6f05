import { appendFileSync } from 'node:fs';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/**
 * Loaded before everything else of a process and of its children (`NODE_OPTIONS`): notes in a file
 * that it listens, and then every way out that the process begins: a connection, which `fetch`,
 * HTTP and TLS are made of, a name that is looked up, a datagram.
 */
const file = process.env['HEARD'] ?? '';
const note = (line: string): void => {
  appendFileSync(file, `${line}\n`);
};

note(`listening: ${process.argv[1] ?? process.execPath}`);

function hear<Owner extends object>(owner: Owner, name: keyof Owner & string, what: string): void {
  const own = owner[name] as (...given: unknown[]) => unknown;
  const heard = function (this: unknown, ...given: unknown[]): unknown {
    // An address is no name: it is known without asking.
    if (typeof given[0] !== 'string' || net.isIP(given[0]) === 0) {
      note(`${what}: ${JSON.stringify(given[0])}`);
    }
    return own.apply(this, given);
  };
  owner[name] = heard as Owner[keyof Owner & string];
}

hear(net.Socket.prototype, 'connect', 'connection');
hear(dgram.Socket.prototype, 'send', 'datagram');
for (const resolver of [dns, dns.promises]) {
  for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6'] as const) {
    hear(resolver, name, 'name');
  }
}
syncBuiltinESMExports();
