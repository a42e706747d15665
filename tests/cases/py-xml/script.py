import xml.etree.ElementTree as ET
import xml.sax
from xml.dom import minidom, pulldom

names = []


class Names(xml.sax.ContentHandler):
    def startElement(self, name, attributes):
        names.append(name)


root = ET.Element("r")
ET.SubElement(root, "c").text = "x"
text = ET.tostring(root)
xml.sax.parseString(text, Names())
events = [event for event, _ in pulldom.parseString(text.decode())]
[minidom.parseString(text).toprettyxml(indent="  "), names, len(events)]
