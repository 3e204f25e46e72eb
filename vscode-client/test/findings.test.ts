import { expect, it } from 'vitest';
import { fixableRules, own, ruleOf } from '../src/findings';

const SAFE = { fix: { safety: 'safe' } };
const finding = (code: string, data: unknown) => ({ source: 'tensortidy', code: { value: code }, data });

it('tells its own from those of others', () => {
  expect(own([{ source: 'ruff' }, { source: 'tensortidy' }, {}])).toEqual([{ source: 'tensortidy' }]);
});

it('reads the rule', () => {
  expect(ruleOf({ code: 'unclosed-resource' })).toBe('unclosed-resource');
  expect(ruleOf({ code: { value: 'unclosed-resource' } })).toBe('unclosed-resource');
  expect(ruleOf({})).toBeUndefined();
});

it('lists the rules that can be fixed safely, the most findings first', () => {
  const diagnostics = [
    finding('one', SAFE),
    finding('two', SAFE),
    finding('two', SAFE),
    finding('unsafe', { fix: { safety: 'unsafe' } }),
    finding('none', { fix: null }),
    finding('odd', undefined),
    { ...finding('other', SAFE), source: 'ruff' },
  ];
  expect(fixableRules(diagnostics)).toEqual([
    { rule: 'two', count: 2 },
    { rule: 'one', count: 1 },
  ]);
});
