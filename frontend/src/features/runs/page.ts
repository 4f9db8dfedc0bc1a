import type { Feature } from '@/app/feature'

export default {
  routes: [
    {
      path: '/runs/:id',
      component: () => import('./RunPage.vue'),
      props: true,
      meta: { title: 'runs.title' },
    },
  ],
} satisfies Feature
