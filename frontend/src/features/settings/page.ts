import { SlidersHorizontal } from '@lucide/vue'
import type { Feature } from '@/app/feature'

export default {
  routes: [
    { path: '/settings', component: () => import('./SettingsPage.vue'), meta: { title: 'settings.title' } },
  ],
  nav: { to: '/settings', label: 'app.nav.settings', icon: SlidersHorizontal, order: 50 },
} satisfies Feature
