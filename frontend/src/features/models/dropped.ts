import { shallowRef } from 'vue'

/** A file that was dropped on the list of models, on its way to the page that imports it. */
export const dropped = shallowRef<File | null>(null)
