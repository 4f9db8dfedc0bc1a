import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'

/** What a feature's `page.ts` exports: its routes, and its place in the navigation where it has one. */
export interface Feature {
  routes: RouteRecordRaw[]
  /** `label` is a key of the shell's words, which are there from the first; entries are sorted by `order`. */
  nav?: { to: string; label: string; icon: Component; order: number }
}

const found = import.meta.glob<{ default: Feature }>('../features/*/page.ts', { eager: true })

export const features: Feature[] = Object.values(found).map((module) => module.default)

export const navigation = features
  .flatMap((feature) => (feature.nav ? [feature.nav] : []))
  .sort((one, other) => one.order - other.order)
