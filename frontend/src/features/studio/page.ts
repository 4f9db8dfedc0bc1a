import { PenLine } from '@lucide/vue'
import type { Feature } from '@/app/feature'

export default {
  routes: [{ path: '/', component: () => import('./StudioPage.vue'), meta: { title: 'studio.title' } }],
  nav: { to: '/', label: 'app.nav.studio', icon: PenLine, order: 10 },
} satisfies Feature
