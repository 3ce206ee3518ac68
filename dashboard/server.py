"""What `motorwire up` serves behind the guard: the dashboard's pages, and the feeds beside them."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboard.access.doors import Doors
from dashboard.feeds import feed_route
from dashboard.guard import Guard
from dashboard.hosts import allowed_hosts

app = st.App(
    Path(__file__).with_name("streamlit_app.py"),
    routes=[feed_route()],
    middleware=[
        Middleware(Guard, hosts=allowed_hosts(st.get_option("server.allowedHosts"))),
        Middleware(Doors),
    ],
)
