import type { MessageContext, MessageFunction } from 'vue-i18n'

/** The words of a language as they stand in its files: sentences by their keys. */
export interface Words {
  readonly [key: string]: string | Words
}
export interface Ready {
  [key: string]: MessageFunction<string> | Ready
}

/**
 * Make sentences into functions; they may take values (`{name}`) and have several forms (`one | many`). The library's own
 * compiler can more, weighs as much as a page, and is left out of the build: nothing else reads a sentence.
 */
export function ready(words: Words): Ready {
  return Object.fromEntries(
    Object.entries(words).map(([key, value]) => [
      key,
      typeof value === 'string' ? made(value) : ready(value),
    ]),
  )
}

function made(sentence: string): MessageFunction<string> {
  if (!/[{|]/.test(sentence)) return () => sentence
  const forms = sentence.split('|').map((form) => form.trim())
  return (context: MessageContext<string>) => {
    const filled = forms.map((form) => fill(form, context))
    return filled.length > 1 ? context.plural(filled) : (filled[0] ?? '')
  }
}

function fill(form: string, { named }: MessageContext<string>): string {
  return form.replace(/\{\s*(\w+)\s*\}/g, (_, key: string) => String(named(key) ?? ''))
}
