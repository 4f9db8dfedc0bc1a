import { Boxes } from '@lucide/vue'
import type { Feature } from '@/app/feature'

export default {
  routes: [{ path: '/models', component: () => import('./ModelsPage.vue'), meta: { title: 'models.title' } }],
  nav: { to: '/models', label: 'models.title', icon: Boxes, order: 40 },
} satisfies Feature
