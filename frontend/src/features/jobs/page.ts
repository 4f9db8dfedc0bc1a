import { ListChecks } from '@lucide/vue'
import type { Feature } from '@/app/feature'

export default {
  routes: [{ path: '/jobs', component: () => import('./JobsPage.vue'), meta: { title: 'jobs.title' } }],
  nav: { to: '/jobs', label: 'app.nav.jobs', icon: ListChecks, order: 20 },
} satisfies Feature
