"""The main window's frame: sidebar, page bar, notice bar, page stack and job bar, and nothing of any feature.

Example::

    window = MainWindow(ShellInfo(unit_name="达日罕乌拉苏木"), pages=discover_pages(), jobs=jobs, feed=feed,
                        settings_file=home / "window.ini", app=application)
    window.set_date_line("11月22日 周日 农历十月十四")
    window.open_first_page(); window.show()
"""

from __future__ import annotations

from desktop_app.ui.shell.main_window import MainWindow, ShellInfo

__all__ = ["MainWindow", "ShellInfo"]
