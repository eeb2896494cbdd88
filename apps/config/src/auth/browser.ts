import { type FastifyReply, type FastifyRequest } from 'fastify';
import { cookieIn, sessionCookie, setCookie } from './cookies.ts';
import { absoluteHours, type Session, type Sessions } from './sessions.ts';

/** Gives sessions to browsers and takes them away. */
export class Browsers {
  constructor(
    private readonly sessions: Sessions,
    /** Where browsers find the installation, without a slash at its end; '' = not said. */
    private readonly publicUrl: string,
  ) {}

  /** Whether the browser talks TLS: to us, or to a proxy before us. */
  overTls(request: FastifyRequest): boolean {
    return this.publicUrl.startsWith('https:') || request.headers['x-forwarded-proto'] === 'https';
  }

  async signIn(person: string, request: FastifyRequest, reply: FastifyReply): Promise<Session> {
    const value = await this.sessions.open(person);
    this.#setCookie(request, reply, value, absoluteHours * 3600);
    return (await this.sessions.find(value, true)) as Session;
  }

  async signOut(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const value = cookieIn(request.headers.cookie, sessionCookie);
    if (value !== undefined) await this.sessions.close(value);
    this.#setCookie(request, reply, '', 0);
  }

  #setCookie(request: FastifyRequest, reply: FastifyReply, value: string, maxAgeSeconds: number): void {
    const options = { path: '/', sameSite: 'Strict', secure: this.overTls(request), maxAgeSeconds } as const;
    void reply.header('set-cookie', setCookie(sessionCookie, value, options));
  }
}
