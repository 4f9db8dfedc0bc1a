import type { components } from '@/api/schema'

export type Setting = components['schemas']['SettingView']
export const GROUPS = ['models', 'servers', 'safety', 'money', 'limits', 'keeping', 'other', 'start'] as const
export type Group = (typeof GROUPS)[number]

const NAMED: Partial<Record<Group, readonly string[]>> = {
  models: [
    'stage2_interception_model',
    'stage2_optimization_model',
    'coding_model',
    'translation_model',
    'stage1_text_model',
    'stage3_model',
    'stage1_vision_model',
    'vlm_safety_model',
  ],
  servers: [
    'comfyui',
    'swarmui',
    'ollama',
    'openai_servers',
    'openai_url',
    'openrouter_url',
    'openai',
    'openrouter',
  ],
  safety: ['safety_level', 'input_check', 'output_check', 'picture_check', 'input_picture_check'],
  money: ['budget_run_usd', 'budget_day_usd', 'ask_above_usd', 'prices'],
  limits: ['text_limit', 'comfyui_wait_seconds', 'gate_deadline_seconds', 'runs_in_hand'],
  keeping: ['keep_days', 'clean_hour'],
  other: ['language', 'translation', 'optimization'],
}

/** Tell where a setting stands on the page; one that is new here by what it is called. */
export function groupOf(setting: Pick<Setting, 'name' | 'restart'>): Group {
  const { name } = setting
  if (setting.restart) return 'start'
  const named = GROUPS.find((group) => NAMED[group]?.includes(name))
  if (named) return named
  if (name.endsWith('_model')) return 'models'
  if (name.endsWith('_usd')) return 'money'
  if (/_(limit|seconds)$/.test(name)) return 'limits'
  return 'other'
}

/** Sort settings into groups: those that are named here in this order first, then the others as they come. */
export function grouped(settings: readonly Setting[]): Map<Group, Setting[]> {
  const found = new Map<Group, Setting[]>(GROUPS.map((group) => [group, []]))
  for (const setting of settings) found.get(groupOf(setting))?.push(setting)
  for (const [group, members] of found) {
    const order = NAMED[group] ?? []
    const at = (setting: Setting) =>
      order.includes(setting.name) ? order.indexOf(setting.name) : order.length
    members.sort((one, other) => at(one) - at(other))
  }
  return found
}
