/**
 * Runs one program in this frame, which can reach nothing but the page that holds it, and that only by message.
 * To the page: {type: 'ready'} · {type: 'log', text} · {type: 'error', text, line} · {type: 'started'}
 * From the page: {type: 'run', code}, once; for another run the page loads the frame anew.
 */
(() => {
  const tell = (message) => parent.postMessage(message, '*')
  const text = (value) => String(value instanceof Error ? value.message : value).slice(0, 2000)
  addEventListener('error', (event) => tell({ type: 'error', text: text(event.message), line: event.lineno || null }))
  addEventListener('unhandledrejection', (event) => tell({ type: 'error', text: text(event.reason), line: null }))
  for (const name of ['log', 'info', 'warn', 'error'])
    console[name] = (...values) => tell({ type: 'log', text: values.map(text).join(' ') })

  let ran = false
  addEventListener('message', (event) => {
    if (event.source !== parent || event.data?.type !== 'run' || ran) return
    ran = true
    const script = document.createElement('script')
    script.textContent = String(event.data.code)
    document.body.append(script)
    if (window.p5 && (window.setup || window.draw)) new window.p5()
    tell({ type: 'started' })
  })
  addEventListener('load', () => tell({ type: 'ready' }))
})()
