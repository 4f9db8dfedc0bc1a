import app from './de.json'
import { gather } from './gather'

export default gather(import.meta.glob('../../features/*/locales/de.json', { eager: true }), app)
