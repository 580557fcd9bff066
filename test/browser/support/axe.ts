import axe from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * What axe finds against the page, one line each: rule, element, reason. Injected past the page's Content-Security-Policy, which
 * stays as it is. With `rules` only those are tried.
 */
export async function violations(
  page: Page,
  rules?: readonly string[],
): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const options = JSON.stringify({
    resultTypes: ['violations'],
    ...(rules && { runOnly: { type: 'rule', values: rules } }),
  });
  const { violations: found } = await page.evaluate<axe.AxeResults>(`axe.run(${options})`);
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}
