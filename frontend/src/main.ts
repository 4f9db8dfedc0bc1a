import { createApp } from 'vue'
import App from './app/App.vue'
import { allWords, i18n, startLanguage } from './app/i18n'
import { router } from './app/router'
import './app/theme'
import './styles/main.css'

await startLanguage()
createApp(App).use(i18n).use(router).mount('#app')

const IDLE = 1500
/** Words of the other pages come as soon as the browser has time; a page that is opened before asks for them itself. */
setTimeout(() => allWords().catch(() => undefined), IDLE)
