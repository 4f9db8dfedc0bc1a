/**
 * Reads character cards: a JSON text, or a picture (PNG) that carries one in a text chunk, named `chara` (base64, the
 * second version of the format) or `ccv3` (the third, which is preferred).
 */

export interface Card {
  name: string
  /** Name and text of each field that holds one, in the order of the card. */
  fields: [string, string][]
}

const MOST_FIELDS = 60
const HEAD = [137, 80, 78, 71, 13, 10, 26, 10]

/** The text chunks of a PNG (`tEXt`, PNG 1.2, 11.3.4.3) by their keyword. */
export function pngTexts(bytes: ArrayBuffer): Map<string, string> {
  const [view, all] = [new DataView(bytes), new Uint8Array(bytes)]
  const found = new Map<string, string>()
  if (!HEAD.every((byte, at) => all[at] === byte)) return found
  const latin = new TextDecoder('latin1')
  for (let at = 8; at + 12 <= all.length; ) {
    const end = at + 8 + view.getUint32(at)
    if (end > all.length) break
    if (latin.decode(all.subarray(at + 4, at + 8)) === 'tEXt') {
      const [key = '', ...rest] = latin.decode(all.subarray(at + 8, end)).split('\0')
      found.set(key, rest.join('\0'))
    }
    at = end + 4
  }
  return found
}

function unpacked(base64: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)))
}

function textIn(value: unknown): string {
  if (typeof value === 'string') return value.trim()
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (!Array.isArray(value)) return ''
  const texts = value.filter((one): one is string => typeof one === 'string' && one.trim() !== '')
  return texts.map((one) => one.trim()).join(texts.some((one) => one.length > 60) ? '\n\n' : ', ')
}

function cardOf(json: string): Card {
  const whole = JSON.parse(json) as unknown
  const inner = (whole as { data?: unknown } | null)?.data
  const data = inner && typeof inner === 'object' ? inner : whole
  if (!data || typeof data !== 'object' || Array.isArray(data)) throw new Error('this is no card')
  const fields = Object.entries(data)
    .map(([key, value]): [string, string] => [key, textIn(value)])
    .filter(([key, text]) => key !== 'name' && text)
  return { name: textIn((data as { name?: unknown }).name), fields: fields.slice(0, MOST_FIELDS) }
}

/** Read a card; null for a picture that carries none, which is only shown. Raises Error where what it carries is broken. */
export function readCard(bytes: ArrayBuffer, format: string): Card | null {
  if (format === 'json') return cardOf(new TextDecoder().decode(bytes))
  const texts = pngTexts(bytes)
  const packed = texts.get('ccv3') ?? texts.get('chara')
  return packed === undefined ? null : cardOf(unpacked(packed))
}
