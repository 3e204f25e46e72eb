import { expect, it } from 'vitest';
import { fitted } from '../src/card';

const CARD =
  '### Title\n\n`rule-name` · A › B\n\nWhat is wrong here.\n\n**Bad**\n\n```python\nx\n```\n\n[Read more](https://x/docs/rules/rule-name.md)';

it('leaves out the message that stands above the card', () => {
  expect(fitted(CARD, ['What is wrong here.'])).not.toContain('What is wrong here.');
  expect(fitted(CARD, ['Something else.'])).toContain('What is wrong here.');
});

it('leads to the page of the rule in the editor', () => {
  expect(fitted(CARD, [])).toContain('[Read more](command:tensortidy.explainRule?%5B%22rule-name%22%5D)');
});
