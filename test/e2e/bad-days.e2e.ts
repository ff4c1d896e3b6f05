import { expect, serveFake, test, watchCanvas } from './served.ts';

test.describe('bad days', () => {
  test('no model: the page says what to do', async ({ page, start }) => {
    const studio = await start(serveFake({ model: false }));
    await page.goto(studio.address);
    await expect(page.getByText('No model is installed yet')).toBeVisible();
    await page.locator('#prompt').fill('a boat');
    await expect(page.getByRole('button', { name: 'Draw' })).toBeDisabled();
    await page.getByRole('link', { name: 'Build a model' }).click();
    await expect(page).toHaveURL(/#models$/);
    await expect(page.getByRole('heading', { name: 'Models', exact: true })).toBeVisible();
  });

  test('a failure is a sentence, with the details folded and one way out', async ({
    page,
    start,
  }) => {
    const message = 'The engine stopped with signal SIGSEGV.';
    const studio = await start(
      serveFake({ msPerRow: 150, failure: { code: 'engine-stopped', message } }),
    );
    await page.goto(studio.address);
    await page.locator('#prompt').fill('a boat');
    await page.locator('#prompt').press('Control+Enter');
    const alert = page.getByRole('alert');
    await expect(alert.getByRole('heading')).toHaveText('The engine stopped while drawing');
    await expect(alert.getByText(message)).toBeHidden();
    await alert.getByText('Details').click();
    await expect(alert.getByText(message)).toBeVisible();
    await Promise.all([
      page.getByText(/\d+ \/ \d+/).waitFor(),
      alert.getByRole('button', { name: 'Try again' }).click(),
    ]);
  });

  test('a prompt of 10,000 characters is drawn, kept whole, and moves nothing', async ({
    page,
    start,
  }) => {
    const studio = await start(serveFake());
    await page.goto(studio.address);
    const long = '바다의 작은 배 '.repeat(1_250).trim();
    const prompt = page.locator('#prompt');
    await prompt.fill(long);
    await prompt.press('Control+Enter');
    await page.getByRole('link', { name: 'Save PNG' }).waitFor();
    await expect(prompt).toHaveValue(long);
    await expect(page.getByRole('figure')).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole('button', { name: 'Draw' })).toBeInViewport({ ratio: 1 });
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(width).toBe(1280);
  });

  test('too little memory: it can be loaded anyway, and stays so for this model', async ({
    page,
    start,
  }) => {
    const message = 'This model needs about 9 GB of memory, and this machine has 4 GB.';
    const studio = await start(serveFake({ failure: { code: 'out-of-memory', message } }));
    await page.goto(studio.address);
    const prompt = page.locator('#prompt');
    await prompt.fill('a boat');
    await prompt.press('Control+Enter');
    const alert = page.getByRole('alert');
    await expect(alert.getByText('the engine may stop')).toBeVisible();
    await alert.getByRole('button', { name: 'Load anyway' }).click();
    const saved = page.getByRole('list', { name: 'Recent pictures' }).locator('img');
    await expect(saved).toHaveCount(1);
    await prompt.press('Control+Enter');
    await expect(saved).toHaveCount(2);
    await expect(alert).toHaveCount(0);
  });

  test('a studio that went away and came back finds its page again', async ({ page, start }) => {
    // A port that no other test is given in between.
    const port = 20_000 + (process.pid % 10_000);
    const studio = await start(serveFake({ port }));
    await page.goto(studio.address);
    await page.getByRole('figure').waitFor();
    await studio.stop();
    await expect(page.getByRole('heading', { name: 'The studio does not answer' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Draw' })).toBeDisabled();
    await expect(page.locator('#prompt-hint')).toHaveText('The studio does not answer.');
    const again = await start(serveFake({ port }));
    await page.goto(again.address);
    await expect(page.getByText('The studio does not answer')).toHaveCount(0);
  });

  test('a connection that breaks while it draws loses no picture', async ({ page, start }) => {
    await page.addInitScript(`
      window.sockets = [];
      window.WebSocket = class extends WebSocket {
        constructor(address) {
          super(address);
          window.sockets.push(this);
        }
      };
    `);
    const studio = await start(serveFake({ msPerRow: 300 }));
    await page.goto(studio.address);
    await page.locator('#prompt').fill('a boat');
    await page.locator('#prompt').press('Control+Enter');
    await page.getByText(/\d+ \/ \d+/).waitFor();
    await page.evaluate('sockets[0].close()');
    // On the canvas, or from its file where it was finished before the page was back.
    await expect(page.getByRole('link', { name: 'Save PNG' })).toBeVisible();
    await expect(
      page.getByRole('figure').getByRole('img', { name: 'Picture: a boat' }),
    ).toBeVisible();
    await expect(page.getByRole('list', { name: 'Recent pictures' }).locator('img')).toHaveCount(1);
    expect(await page.evaluate('sockets.length')).toBe(2);
  });

  test('with previews off nothing shows until the picture is there', async ({ page, start }) => {
    const seen = await watchCanvas(page);
    const studio = await start(serveFake({ msPerRow: 20 }));
    await page.goto(studio.address);
    await page.getByText('Off', { exact: true }).click();
    await page.locator('#prompt').fill('a boat');
    await page.locator('#prompt').press('Control+Enter');
    await page.getByRole('link', { name: 'Save PNG' }).waitFor();
    expect((await seen()).map(({ final }) => final)).toEqual([true]);
  });
});
