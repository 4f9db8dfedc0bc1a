import { Images } from '@lucide/vue'
import type { Feature } from '@/app/feature'

export default {
  routes: [
    { path: '/gallery', component: () => import('./GalleryPage.vue'), meta: { title: 'gallery.title' } },
  ],
  nav: { to: '/gallery', label: 'app.nav.gallery', icon: Images, order: 30 },
} satisfies Feature
