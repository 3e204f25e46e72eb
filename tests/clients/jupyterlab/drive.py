"""Run by test_jupyterlab.py in JupyterLab's own environment: opens a notebook in a browser, and says what is shown.

``python drive.py URL CHROMIUM`` prints what is underlined, the tooltip of its diagnostic, and the first line of its
card. How the page looked at last is kept in last.png.
"""

import sys

from playwright.sync_api import sync_playwright

PATIENCE = 60_000  # milliseconds: what a loaded machine may need

url, chromium = sys.argv[1:]
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(PATIENCE)
    try:
        page.goto(url)
        underlined = page.locator(".cm-lintRange").first
        underlined.hover()
        print("underlined", underlined.inner_text())
        print("tooltip", page.locator(".cm-diagnosticText").first.inner_text())
        page.mouse.move(0, 0)
        underlined.click()
        page.keyboard.down("Control")
        underlined.hover()
        print("card", page.locator(".lsp-hover").first.inner_text().splitlines()[0])
    finally:
        page.screenshot(path="last.png")
        browser.close()
