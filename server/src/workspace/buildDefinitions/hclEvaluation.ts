import type { HclExpression, HclFor } from './hclExpression.ts';
import { functions } from './hclFunctions.ts';
import {
  type HclValue,
  isEqual,
  isList,
  isMap,
  Missing,
  numberOf,
  sorted,
  textOfValue,
  truthOf,
  Unknown,
} from './hclValue.ts';

export interface HclScope {
  /** Throws for what it does not know. */
  variable(name: string): HclValue;
  /** The value of `name.first.second`, where `name` is no variable; undefined where it is nothing known. */
  reference?(name: string, keys: readonly string[]): HclValue | undefined;
  function?(name: string): HclFunction | undefined;
}

export interface HclFunction {
  readonly parameters: readonly string[];
  /** Takes what is left of the arguments. */
  readonly rest: string | undefined;
  readonly result: HclExpression;
}

/** The value of an expression; undefined where it cannot be told. Never throws. */
export function evaluate(expression: HclExpression, scope: HclScope): HclValue | undefined {
  try {
    return new Evaluation().value(expression, scope, 0);
  } catch (error) {
    if (error instanceof Unknown || error instanceof Missing) return undefined;
    throw error;
  }
}

/** Steps of one evaluation, UTF-16 units of one text, items of one list: more is nothing that anybody reads. */
const maximumSteps = 20_000;
const maximumText = 16_384;
const maximumItems = 1000;
const maximumDepth = 60;

class Evaluation {
  private steps = 0;

  value(expression: HclExpression, scope: HclScope, depth: number): HclValue {
    if (depth > maximumDepth || ++this.steps > maximumSteps) throw new Unknown();
    const of = (each: HclExpression): HclValue => this.value(each, scope, depth + 1);
    switch (expression.kind) {
      case 'literal':
        return expression.value;
      case 'template':
        return limited(expression.parts.map((part) => textOfValue(of(part))).join(''));
      case 'variable':
        return scope.variable(expression.name);
      case 'member':
        return this.member(expression, scope, depth + 1);
      case 'splat': {
        const list = of(expression.of);
        const keys = expression.keys.map(of);
        return (isList(list) ? list : list === null ? [] : [list]).map((item) => keys.reduce(member, item));
      }
      case 'list':
        return expression.items.map(of);
      case 'map':
        return new Map(
          expression.entries.map(({ key, value }) => [textOfValue(of(key)), of(value)] as const),
        );
      case 'unary':
        return expression.operator === '!' ? !truthOf(of(expression.of)) : -numberOf(of(expression.of));
      case 'binary':
        return operate(expression.operator, of(expression.left), of(expression.right));
      case 'condition':
        return of(truthOf(of(expression.test)) ? expression.yes : expression.no);
      case 'for':
        return this.loop(expression, scope, depth);
      case 'call':
        return this.call(expression, scope, depth);
      default:
        throw new Unknown();
    }
  }

  private member(
    expression: HclExpression & { readonly kind: 'member' },
    scope: HclScope,
    depth: number,
  ): HclValue {
    const keys: string[] = [];
    let of: HclExpression = expression;
    for (; of.kind === 'member' && of.key.kind === 'literal'; of = of.of) keys.unshift(String(of.key.value));
    const referred = of.kind === 'variable' ? scope.reference?.(of.name, keys) : undefined;
    if (referred !== undefined) return referred;
    return member(this.value(expression.of, scope, depth), this.value(expression.key, scope, depth));
  }

  private loop(loop: HclFor, scope: HclScope, depth: number): HclValue {
    const over = this.value(loop.of, scope, depth + 1);
    if (!isList(over) && !isMap(over)) throw new Missing();
    const entries: (readonly [HclValue, HclValue])[] = isList(over)
      ? over.map((value, at) => [at, value] as const)
      : sorted(over);
    const list: HclValue[] = [];
    const map = new Map<string, HclValue>();
    const [first = '', second] = loop.names;
    for (const [key, value] of entries) {
      const names = new Map(
        second === undefined
          ? [[first, value]]
          : [
              [first, key],
              [second, value],
            ],
      );
      const inner = scopeWith(scope, names);
      if (loop.where && !truthOf(this.value(loop.where, inner, depth + 1))) continue;
      const result = this.value(loop.result, inner, depth + 1);
      if (loop.resultKey) map.set(textOfValue(this.value(loop.resultKey, inner, depth + 1)), result);
      else list.push(result);
    }
    return loop.resultKey ? map : list;
  }

  private call(
    { name, values, spread }: HclExpression & { readonly kind: 'call' },
    scope: HclScope,
    depth: number,
  ): HclValue {
    if (name === 'try' || name === 'can') {
      for (const value of values) {
        try {
          const found = this.value(value, scope, depth + 1);
          return name === 'can' ? true : found;
        } catch (error) {
          if (!(error instanceof Missing)) throw error;
        }
      }
      if (name === 'can') return false;
      throw new Missing();
    }
    const given = values.map((value) => this.value(value, scope, depth + 1));
    const last = spread ? given.pop() : [];
    if (!isList(last)) throw new Missing();
    given.push(...last.slice(0, maximumItems));
    const own = scope.function?.(name);
    if (own) {
      const parameters = new Map(own.parameters.map((each, at) => [each, given[at] ?? null] as const));
      if (own.rest !== undefined) parameters.set(own.rest, given.slice(own.parameters.length));
      return this.value(own.result, scopeWith(scope, parameters), depth + 1);
    }
    // Dearer than a step, patterns above all.
    this.steps += name === 'regex_replace' ? 200 : 10;
    const known = functions.get(name);
    if (!known) throw new Unknown();
    const result = known(...given);
    if (isList(result) && result.length > maximumItems) throw new Unknown();
    return typeof result === 'string' ? limited(result) : result;
  }
}

/** What is named goes over what the scope has. */
export function scopeWith(scope: HclScope, names: ReadonlyMap<string, HclValue>): HclScope {
  return {
    ...scope,
    reference: (name, keys) => (names.has(name) ? undefined : scope.reference?.(name, keys)),
    variable: (name) => names.get(name) ?? (names.has(name) ? null : scope.variable(name)),
  };
}

function member(of: HclValue, key: HclValue): HclValue {
  const found = isMap(of) ? of.get(textOfValue(key)) : isList(of) ? of[numberOf(key)] : undefined;
  if (found === undefined) throw new Missing();
  return found;
}

function operate(operator: string, left: HclValue, right: HclValue): HclValue {
  switch (operator) {
    case '==':
      return isEqual(left, right);
    case '!=':
      return !isEqual(left, right);
    case '&&':
      return truthOf(left) && truthOf(right);
    case '||':
      return truthOf(left) || truthOf(right);
  }
  const a = numberOf(left);
  const b = numberOf(right);
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
  }
  if (b === 0) throw new Missing();
  return operator === '/' ? a / b : a % b;
}

function limited(text: string): string {
  if (text.length > maximumText) throw new Unknown();
  return text;
}
