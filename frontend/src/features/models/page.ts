import { Boxes } from '@lucide/vue'
import type { Feature } from '@/app/feature'

export default {
  routes: [
    { path: '/models', component: () => import('./ModelsPage.vue'), meta: { title: 'models.title' } },
    {
      path: '/models/import',
      component: () => import('./ImportPage.vue'),
      meta: { title: 'models.import.title' },
    },
    {
      path: '/models/:kind/:id',
      component: () => import('./DetailPage.vue'),
      props: true,
      meta: { title: 'models.title' },
    },
  ],
  nav: { to: '/models', label: 'app.nav.models', icon: Boxes, order: 40 },
} satisfies Feature
