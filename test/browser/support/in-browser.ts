import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe } from '@jest/globals';
import { Visits } from './visits.js';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = PATHS.find((path) => existsSync(path));
const wanted = executablePath !== undefined || process.env.KHQR_REQUIRE_BROWSER === '1';

/**
 * A suite with a browser of its own, launched once. Without Chromium it is skipped and says so; with KHQR_REQUIRE_BROWSER=1
 * it fails instead.
 */
export function inBrowser(name: string, tests: (visits: Visits) => void): void {
  const suite = wanted ? describe : describe.skip;
  suite(`${name}, in a browser (skipped where there is no Chromium)`, () => {
    const visits = new Visits();
    beforeAll(() => visits.launch(executablePath), 60_000);
    afterEach(() => visits.leave(), 60_000);
    afterAll(() => visits.close(), 60_000);
    tests(visits);
  });
}
