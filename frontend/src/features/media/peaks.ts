/** The loudest moment of each of `count` equal parts of a sound, from 0 to 1, where 1 is the loudest of all. */
export function peaksOf(channels: readonly Float32Array[], count: number): number[] {
  const length = channels[0]?.length ?? 0
  const part = length / count
  const loud = Array.from({ length: count }, (_, index) => {
    const [from, to] = [Math.floor(index * part), Math.floor((index + 1) * part)]
    let most = 0
    for (const channel of channels)
      for (let at = from; at < to; at++) most = Math.max(most, Math.abs(channel[at] ?? 0))
    return most
  })
  const loudest = Math.max(...loud)
  return loudest > 0 ? loud.map((value) => value / loudest) : loud
}

/** Fewer peaks of the same sound: the loudest of those that fall together. */
export function fewer(peaks: readonly number[], count: number): number[] {
  if (count >= peaks.length) return [...peaks]
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * peaks.length) / count)
    const to = Math.floor(((index + 1) * peaks.length) / count)
    return Math.max(...peaks.slice(from, to))
  })
}

/** Peaks as upright strokes around a middle line, in a box of `peaks.length` by 100; silence is a dot. */
export function strokes(peaks: readonly number[]): string {
  return peaks
    .map((value, index) => {
      const half = Math.max(0.5, value * 46)
      return `M${index + 0.5} ${(50 - half).toFixed(1)}V${(50 + half).toFixed(1)}`
    })
    .join('')
}

export const MOST_BYTES = 32_000_000
const PEAKS = 480
const RATE = 8000

/** Decode a sound in the browser and return its peaks and length in seconds; null where it cannot be decoded. */
export async function decode(bytes: ArrayBuffer): Promise<{ peaks: number[]; seconds: number } | null> {
  if (typeof OfflineAudioContext === 'undefined') return null
  try {
    const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(bytes)
    const channels = Array.from({ length: sound.numberOfChannels }, (_, index) => sound.getChannelData(index))
    return { peaks: peaksOf(channels, PEAKS), seconds: sound.duration }
  } catch {
    return null
  }
}
