import type { Locator, Page } from 'playwright-core';

/** Counts what somebody has to do: keys pressed in fields, presses of buttons and boxes, and pages loaded. */
export class Effort {
  keystrokes = 0;
  presses = 0;
  pageLoads = 0;
  private readonly asked = new Set<string>();

  constructor(page: Page) {
    page.on('load', () => {
      this.pageLoads += 1;
      const [, question] = /\/questions\/([a-z]+)/.exec(page.url()) ?? [];
      if (question) this.asked.add(question);
    });
  }

  /** Pages that asked something. */
  get questions(): number {
    return this.asked.size;
  }

  async click(what: Locator): Promise<void> {
    this.presses += 1;
    await what.click();
  }

  async type(field: Locator, text: string): Promise<void> {
    this.presses += 1;
    this.keystrokes += text.length;
    await field.fill(text);
  }

  inWords(): string {
    return `${this.questions} questions, ${this.keystrokes} keystrokes, ${this.presses} presses, ${this.pageLoads} pages`;
  }
}
