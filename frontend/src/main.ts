import { createApp } from 'vue'
import App from './app/App.vue'
import { i18n, startLanguage } from './app/i18n'
import { router } from './app/router'
import './app/theme'
import './styles/main.css'

await startLanguage()
createApp(App).use(i18n).use(router).mount('#app')
