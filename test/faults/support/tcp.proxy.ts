import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A cable between a client and a server that can be cut, or go dead without a word. */
export class TcpProxy {
  private port = 0;
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  /** Told of what the client sends; answers whether it goes on. */
  onRequest: (data: Buffer) => 'pass' | 'cut' | 'freeze' = () => 'pass';

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  static async open(url: string): Promise<TcpProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new TcpProxy(server, new URL(url));
    server.on('connection', (client) => {
      proxy.join(client);
    });
    return proxy;
  }

  /** The target's URL through this cable. */
  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${this.address.port}`;
    return url.href;
  }

  /** Nothing comes through any more, and nobody is told; new connections work. */
  freeze(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.removeAllListeners('data');
  }

  cut(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
  }

  /** As if the server were down: what there is is cut, and nothing new is taken. */
  async stop(): Promise<void> {
    this.port = this.address.port;
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  /** Takes connections again, where it did before. */
  async start(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  async close(): Promise<void> {
    if (this.server.listening) await this.stop();
  }

  private get address(): AddressInfo {
    return this.server.address() as AddressInfo;
  }

  private join(client: Socket): void {
    const { hostname, port } = this.target;
    const server = connect(Number(port || 5432), hostname);
    const pair = [client, server] as const;
    this.pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.pairs.delete(pair);
        for (const end of pair) end.destroy();
      });
    }
    server.on('data', (data) => client.write(data));
    client.on('data', (data) => {
      const fate = this.onRequest(data);
      if (fate === 'pass') server.write(data);
      else if (fate === 'cut') client.destroy();
      else for (const socket of pair) socket.removeAllListeners('data');
    });
  }
}
