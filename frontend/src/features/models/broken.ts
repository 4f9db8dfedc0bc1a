const SPACE = /[ \t\n\r]*/y
const PLAIN =
  /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy
const KEY = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy

/** Where a text stops being JSON, as line and column from 1; browsers tell it in words of their own, or not at all. */
export function breaksAt(text: string): { line: number; column: number } {
  let at = 0
  const closing: string[] = []

  function eat(pattern: RegExp): boolean {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found) at = pattern.lastIndex
    return found !== null
  }
  function next(letter: string): boolean {
    eat(SPACE)
    if (text[at] !== letter) return false
    at += 1
    return true
  }
  /** A key and its colon where an object is open; nothing to do elsewhere. */
  function key(): boolean {
    eat(SPACE)
    return closing.at(-1) !== '}' || (eat(KEY) && next(':'))
  }
  /** Read a value, or open what holds values; false where there is none. */
  function value(): boolean {
    for (;;) {
      eat(SPACE)
      const close = text[at] === '{' ? '}' : text[at] === '[' ? ']' : ''
      if (!close) return eat(PLAIN)
      at += 1
      if (next(close)) return true
      closing.push(close)
      if (!key()) return false
    }
  }
  let sound = value()
  while (sound && closing.length) {
    if (next(closing.at(-1) as string)) closing.pop()
    else sound = next(',') && key() && value()
  }
  const before = text.slice(0, at).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
