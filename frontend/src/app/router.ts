import { nextTick, watch } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'
import { connection } from '@/api/connection'
import { features } from './feature'
import { allWords, i18n } from './i18n'

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the words that the window's title and the first announcement are made of. */
    title: string
  }
}

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    ...features.flatMap((feature) => feature.routes),
    { path: '/:rest(.*)*', component: () => import('./NotFound.vue'), meta: { title: 'app.notFound.title' } },
  ],
  // A page that writes something into its own address stays where it is.
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path && !to.hash ? false : { top: 0 }),
})

function entitle(): void {
  const { title } = router.currentRoute.value.meta
  const name = i18n.global.t('app.name')
  document.title = title ? `${i18n.global.t(title)} · ${name}` : name
}

/** The first page brings its own words; every other one needs all. */
router.beforeResolve((to) => (to.path === '/' ? undefined : allWords()))

/** Parts of the page are loaded when they are needed; an update of the server takes the old ones away. */
router.onError(() => void connection.partMissing())

/** A new page is a new place: its title is set, and what reads the screen begins at its top. */
router.afterEach(async (to, from) => {
  entitle()
  if (to.path === from.path || from.matched.length === 0) return
  await nextTick()
  document.getElementById('content')?.focus({ preventScroll: true })
})

watch(i18n.global.locale, entitle)
