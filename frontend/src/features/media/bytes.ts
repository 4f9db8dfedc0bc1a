import { ApiError, problemOf } from '@/api/problem'

/** More than this many characters of a text are not shown; the whole is in the download. */
export const MOST_TEXT = 400_000

async function fetched(address: string, language: string): Promise<Response> {
  const response = await fetch(address, { headers: { 'Accept-Language': language } }).catch(() => null)
  if (response === null) throw new ApiError(null)
  if (response.ok) return response
  throw new ApiError(problemOf(await response.json().catch(() => null), response.status))
}

/** Fetch the bytes of a medium; raises ApiError with what the server says. */
export async function bytesOf(address: string, language: string): Promise<ArrayBuffer> {
  return (await fetched(address, language)).arrayBuffer()
}

/** Fetch the text of a medium; raises ApiError with what the server says. */
export async function textOf(address: string, language: string): Promise<string> {
  return (await (await fetched(address, language)).text()).slice(0, MOST_TEXT)
}

/** Say why the browser could not show a medium: an ApiError where it is not to be had, null where it is broken. */
export async function whyNot(address: string, language: string): Promise<ApiError | null> {
  try {
    const response = await fetched(address, language)
    await response.body?.cancel()
    return null
  } catch (error) {
    return error instanceof ApiError ? error : new ApiError(null)
  }
}
