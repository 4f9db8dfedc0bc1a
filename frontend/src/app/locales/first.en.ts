import app from './en.json'
import { gather } from './gather'

/** What the studio says: all that the first page needs before anything is made. */
export default gather(import.meta.glob('../../features/studio/locales/en.json', { eager: true }), app)
