// The server's cards, as they fit into VS Code's hover. Nothing here needs `vscode`.

/** The command that a card's link runs: it opens the page of the rule beside the code. */
export const EXPLAIN = 'tensortidy.explainRule';

const READ_MORE = /\[Read more\]\([^)]*\/([a-z-]+)\.md\)/g;

/**
 * A card without the messages that stand above it anyway, as those of the diagnostics, and with links to pages of this
 * server's rules in place of those on the web.
 */
export function fitted(card: string, messages: readonly string[]): string {
  const paragraphs = card.split('\n\n').filter((paragraph) => !messages.includes(paragraph));
  return paragraphs.join('\n\n').replace(READ_MORE, (_, rule: string) => `[Read more](${explainLink(rule)})`);
}

function explainLink(rule: string): string {
  return `command:${EXPLAIN}?${encodeURIComponent(JSON.stringify([rule]))}`;
}
