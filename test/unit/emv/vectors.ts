import { readFileSync } from 'node:fs';
import path from 'node:path';

/** One text of the fixture, with what the official SDK 1.0.20 was observed to answer. */
export interface Vector {
  readonly id: string;
  readonly qr: string;
  readonly md5: string;
  readonly crcExpected?: string;
  readonly tlvWellFormed: boolean;
  readonly officialDecode: Readonly<Record<string, string>>;
  readonly official_sdk_1_0_20: {
    readonly verifyAtCreation: boolean;
    readonly errorCodeAtCreation: number | null;
    readonly verifyOn2026_11_22: boolean;
    readonly errorCodeOn2026_11_22: number | null;
  };
}

/** One input to generate from, with the official SDK's answer: the text up to tag 99, or an error. */
export interface Generation {
  readonly id: string;
  readonly input: Readonly<Record<string, string | number | null>>;
  readonly expectedPrefix?: string;
  readonly expectedErrorCode?: number;
}

export function loadVectors(): { vectors: readonly Vector[]; generation: readonly Generation[] } {
  const file = path.join(process.cwd(), 'test/fixtures/khqr-vectors.json');
  return JSON.parse(readFileSync(file, 'utf8')) as {
    vectors: readonly Vector[];
    generation: readonly Generation[];
  };
}
