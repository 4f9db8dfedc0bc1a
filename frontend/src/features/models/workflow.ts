import { breaksAt } from './broken'

/** What was read of a file: the workflow, or why it is none, with the place where it is broken. */
export type Read =
  | { workflow: Record<string, unknown> }
  | { fault: 'empty' | 'noObject' | 'pageFormat' }
  | { fault: 'noJson'; line: number; column: number }

/** Read a file as a ComfyUI workflow in API format; the server looks at it more closely. */
export function readWorkflow(text: string): Read {
  if (!text.trim()) return { fault: 'empty' }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { fault: 'noJson', ...breaksAt(text) }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { fault: 'noObject' }
  if (Array.isArray((value as { nodes?: unknown }).nodes)) return { fault: 'pageFormat' }
  return { workflow: value as Record<string, unknown> }
}

const MOST = 60
const SPELLED: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' }

/** Make a name that the server takes of that of a file: lower-case letters, digits and single underscores. */
export function nameOf(file: string): string {
  const stem = file.replace(/\.[^.]*$/, '').toLowerCase()
  const plain = [...stem].map((letter) => SPELLED[letter] ?? letter).join('')
  const kept = plain
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, MOST)
  return kept.replace(/^[_0-9]+|_+$/g, '') || 'workflow'
}
