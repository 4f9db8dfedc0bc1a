type Words = Record<string, unknown>

/** Put each feature's words under its folder's name: `features/jobs/locales/en.json` becomes `jobs.…`. */
export function gather(files: Record<string, { default: Words }>, app: Words): Words {
  const named = Object.entries(files).map(
    ([path, file]) => [path.split('/').at(-3) ?? '', file.default] as const,
  )
  return { ...app, ...Object.fromEntries(named) }
}
