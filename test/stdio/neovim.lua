-- What a user of Neovim gets: diagnostics, a hover, a fix from the menu. Works with 0.7, which has no `nvim -l`
-- and no `vim.lsp.start`. Ends with an exit code that is not zero when something is missing.
local function fail(message)
  io.stderr:write('FAIL ' .. message .. '\n')
  vim.cmd('cquit 1')
end

local function main()
  vim.cmd('edit ' .. vim.env.LSP_FILE)
  assert(vim.bo.filetype == 'dockerfile', 'filetype ' .. vim.bo.filetype)
  local id = vim.lsp.start_client({
    name = 'shipshape',
    cmd = { vim.env.LSP_NODE, vim.env.LSP_SERVER, '--stdio' },
    root_dir = vim.fn.getcwd(),
  })
  assert(id, 'the client did not start')
  vim.lsp.buf_attach_client(0, id)

  local function deprecated()
    for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
      if diagnostic.user_data.lsp.code == 'maintainer-deprecated' then return diagnostic end
    end
  end
  assert(vim.wait(20000, function() return deprecated() ~= nil end, 20), 'no diagnostics')
  local diagnostic = deprecated()
  assert(diagnostic.lnum == 1 and diagnostic.col == 0 and diagnostic.end_col == 10, 'range')

  local at = { textDocument = { uri = vim.uri_from_bufnr(0) }, position = { line = 0, character = 1 } }
  local hover = vim.lsp.buf_request_sync(0, 'textDocument/hover', at, 10000)
  assert(hover and hover[id].result.contents.value:find('FROM', 1, true), 'no hover')

  -- The menu is answered instead of shown.
  vim.ui.select = function(items, _, choose)
    for index, item in ipairs(items) do
      if item[2].title:find('LABEL', 1, true) then return choose(item, index) end
    end
    choose(nil)
  end
  vim.api.nvim_win_set_cursor(0, { 2, 0 })
  vim.lsp.buf.code_action()
  local function line() return vim.api.nvim_buf_get_lines(0, 1, 2, false)[1] end
  assert(vim.wait(10000, function() return line():find('^LABEL') ~= nil end, 20), 'not applied: ' .. line())
  assert(vim.wait(10000, function() return deprecated() == nil end, 20), 'the diagnostic stays')
  vim.cmd('write')

  vim.lsp.stop_client(id)
  assert(vim.wait(10000, function() return vim.lsp.client_is_stopped(id) end, 20), 'the server does not stop')
end

local ok, message = pcall(main)
if ok then vim.cmd('qall!') else fail(tostring(message)) end
