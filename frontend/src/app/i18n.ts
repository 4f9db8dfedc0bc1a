import { createI18n } from 'vue-i18n'
import { speak } from '@/api/client'
import { ready, type Words } from './sentences'

export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]

const KEPT = 'devserver.language'
type Loader = () => Promise<{ default: Record<string, unknown> }>
/** Files of words for each language, so that only one is loaded: at first what the studio says, then everything. */
const LOADERS: Record<Language, { first: Loader; all: Loader }> = {
  en: { first: () => import('./locales/first.en'), all: () => import('./locales/all.en') },
  de: { first: () => import('./locales/first.de'), all: () => import('./locales/all.de') },
}
let needs: 'first' | 'all' = 'first'
let whole: Promise<void> | undefined

export const i18n = createI18n<false>({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: {},
  missingWarn: false,
  fallbackWarn: false,
})

/** The language that was chosen here, else the first of the browser's that there is, else English. */
export function preferred(kept: string | null, wished: readonly string[]): Language {
  const tags = [kept ?? '', ...wished].map((tag) => tag.slice(0, 2).toLowerCase())
  return tags.find((tag): tag is Language => (LANGUAGES as readonly string[]).includes(tag)) ?? 'en'
}

async function load(language: Language): Promise<void> {
  const asked = needs
  const { default: words } = await LOADERS[language][asked]()
  if (asked === 'first' && needs === 'all') return await load(language)
  i18n.global.setLocaleMessage(language, ready(words as Words) as Record<string, never>)
}

/** Have the words of all pages, not of the first one only. */
export function allWords(): Promise<void> {
  needs = 'all'
  whole ??= load(i18n.global.locale.value as Language).catch((failed: unknown) => {
    needs = 'first'
    whole = undefined
    throw failed
  })
  return whole
}

/** Show the page in a language, and keep that for the next visit where a person chose it. */
export async function useLanguage(language: Language, keep = true): Promise<void> {
  await load(language)
  speak(language)
  i18n.global.locale.value = language
  document.documentElement.lang = language
  if (keep) localStorage.setItem(KEPT, language)
}

export function startLanguage(): Promise<void> {
  return useLanguage(preferred(localStorage.getItem(KEPT), navigator.languages), false)
}
