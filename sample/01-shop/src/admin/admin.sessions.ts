import { createHash, createHmac, scryptSync, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Settings } from '../settings.js';

/** A working day. Seconds. */
const LIFE_S = 8 * 60 * 60;
/** Wrong passwords that are answered in a minute, from everybody together. */
const MOST_MISSES = 10;
const MINUTE_MS = 60_000;

/** Who is signed in: a cookie that nobody can make without the password. Nothing is kept here: with a password of one's own, a restart signs nobody out. */
@Injectable()
export class AdminSessions {
  private readonly password: Buffer;
  private readonly key: Buffer;
  private misses: number[] = [];

  constructor({ adminPassword }: Settings) {
    this.password = digest(adminPassword);
    this.key = scryptSync(adminPassword, 'shop_admin', 32);
  }

  /** Whether somebody guesses: then even the right password has to wait. */
  get isUnderAttack(): boolean {
    this.misses = this.misses.filter((at) => at > Date.now() - MINUTE_MS);
    return this.misses.length >= MOST_MISSES;
  }

  isPassword(given: unknown): boolean {
    // Digests are of one length, and are compared in the same time wherever they differ.
    const right = timingSafeEqual(digest(String(given)), this.password);
    if (!right) this.misses.push(Date.now());
    return right;
  }

  cookie(secure: boolean): string {
    const until = String(Math.floor(Date.now() / 1000) + LIFE_S);
    return cookie(`${until}.${this.sign(until)}`, LIFE_S, secure);
  }

  ended(secure: boolean): string {
    return cookie('', 0, secure);
  }

  /** Reads the request's `Cookie` header. */
  isSignedIn(cookies: string): boolean {
    const [, until = '', signature = ''] = /(?:^|; )shop_admin=(\d+)\.([\w-]+)/.exec(cookies) ?? [];
    const mine = timingSafeEqual(digest(signature), digest(this.sign(until)));
    return mine && Number(until) * 1000 > Date.now();
  }

  private sign(until: string): string {
    return createHmac('sha256', this.key).update(until).digest('base64url');
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Out of reach of scripts, and sent along by nobody's page but ours. */
function cookie(value: string, seconds: number, secure: boolean): string {
  const attributes = `Path=/admin; Max-Age=${seconds}; HttpOnly; SameSite=Strict`;
  return `shop_admin=${value}; ${attributes}${secure ? '; Secure' : ''}`;
}
