"""The name of the product as a picture, readable on light and dark pages."""

LOGO = """<svg xmlns="http://www.w3.org/2000/svg" width="178" height="32" viewBox="0 0 178 32">
<g fill="none" stroke="#2C82C9" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round">
<path d="M3 22 V10 L11 19 L19 10 V22"/><path d="M24 16 h4 l2.5 -6 l4 12 l2.5 -6 h3"/></g>
<text x="47" y="23" font-family="Helvetica, Arial, sans-serif"
font-size="22" font-weight="700" letter-spacing="0.2" fill="#2C82C9">Motorwire</text>
</svg>"""

ICON = """<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 32 32">
<rect width="32" height="32" rx="6" fill="#00629B"/>
<path d="M7 23 V10 L16 20 L25 10 V23" fill="none" stroke="#FFFFFF" stroke-width="3.4"
stroke-linecap="round" stroke-linejoin="round"/></svg>"""
"""The picture of the browser tab. A named icon would be fetched from a server of Google's."""
