/** One of the things that can be chosen. */
export interface Choice<T extends string | number = string> {
  value: T
  label: string
  /** One line of explanation. */
  about?: string
  /** Heading under which it stands in a list. */
  group?: string
  disabled?: boolean
}
