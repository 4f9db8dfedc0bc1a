import app from './de.json'
import { gather } from './gather'

/** What the studio says: all that the first page needs. */
export default gather(import.meta.glob('../../features/{studio,media}/locales/de.json', { eager: true }), app)
